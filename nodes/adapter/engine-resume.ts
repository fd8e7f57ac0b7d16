import { setTimeout as pause } from 'node:timers/promises';
import type { ITriggerFunctions } from 'n8n-workflow';
import { openHttp } from '../../core/http';
import type { HttpResponse } from '../../core/ports';
import type { JsonObject } from '../../core/steps';
import { runOf } from '../../core/waits';
import { resumeUrl } from './engine-wait';

/** How often, and after how many ms, an execution is asked again that has not been put to wait yet. */
const MOST_ASKED = 20;
const ASKED_AGAIN = 250;

const isRunning = ({ status, body }: HttpResponse): boolean => status === 409 && body.includes('running');

/** n8n says that there is nothing to go on with: deleted, ended, or waiting for something else. */
const isGone = ({ status }: HttpResponse): boolean => status === 404 || status === 409 || status === 410;

/**
 * Hands people to the executions that wait with them, and answers with those for whom none does. An execution that
 * ended or was deleted has nobody to wait for any more. Throws when one could not be reached.
 */
export function executionResumer(functions: ITriggerFunctions) {
  const base = resumeUrl(functions).href.replace(/[^/]*$/, '');
  const http = openHttp({ allow: new URL(base).host });

  async function ask(url: string, body: string): Promise<HttpResponse> {
    for (let asked = 1; ; asked++) {
      const answer = await http.request({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json' },
        body,
      });
      if (!isRunning(answer) || asked === MOST_ASKED) return answer;
      await pause(ASKED_AGAIN);
    }
  }

  async function resume(address: string, json: JsonObject): Promise<void> {
    const { href } = new URL(address, base);
    if (!href.startsWith(base)) throw new Error('The store leads to an address that is not this n8n’s.');
    const answer = await ask(href, JSON.stringify(json));
    const [execution = ''] = address.split('/');
    const reason = `Execution ${execution} was to go on, and ${new URL(base).host} answered ${answer.status}`;
    // A proxy, or whatever else stands where n8n is believed to be, answers too.
    if (!answer.body.includes(`execution \\"${execution}`)) {
      throw new Error(
        `${reason}, which is not n8n’s answer. Check n8n’s WEBHOOK_URL, and that n8n reaches it.`,
      );
    }
    if (answer.status === 200) return;
    if (isRunning(answer) || !isGone(answer)) throw new Error(`${reason}: ${answer.body}`);
    functions.logger.warn(`${functions.getNode().name}: ${reason}: ${answer.body}`);
  }

  return async (batch: readonly JsonObject[]): Promise<JsonObject[]> => {
    const others: JsonObject[] = [];
    for (const json of batch) {
      const address = runOf(json);
      if (address === undefined) others.push(json);
      else await resume(address, json);
    }
    return others;
  };
}
