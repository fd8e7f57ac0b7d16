import type { NodeAPI } from '@node-red/registry';
import { wallClock } from '../../core/clock';
import { openHttp } from '../../core/http';
import { type JsonObject, type Step, answered, questionsOf } from '../../core/steps';
import { connector } from './connection';
import { logOfHost } from './message';
import { openedStore } from './store';

const objectIn = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

/**
 * Answers what the dialogs of a step's nodes ask, to whoever may look at flows. The path has no part called
 * `shop-journeys`: below that the bodies of webhooks are left unread.
 */
export function answerQuestions(RED: NodeAPI, step: Step): void {
  const always = { clock: wallClock, http: openHttp(), log: logOfHost(RED) };
  for (const [name, question] of questionsOf(step)) {
    RED.httpAdmin.post(
      `/shop-journeys-editor/${step.name}/${name}`,
      RED.auth.needsPermission('flows.read'),
      (request, response) => {
        const { values, connections } = objectIn(request.body);
        const given = () => objectIn(values);
        const connect = connector(RED, step, objectIn(connections));
        const context = async () => ({ ...always, connect, store: await openedStore(RED) });
        void answered(question, given, context).then((answer) => response.json(answer));
      },
    );
  }
}
