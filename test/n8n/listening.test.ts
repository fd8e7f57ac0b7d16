import { TriggerContext } from 'n8n-core';
import type { INodeExecutionData, INodeType, ITriggerResponse, WorkflowExecuteMode } from 'n8n-workflow';
import { stepValues } from '../../core/steps/schema';
import { smppAccount } from '../../core/channels/smpp/connection';
import { MessageEventsTrigger } from '../../nodes/MessageEventsTrigger/MessageEventsTrigger.node';
import { hasNetSmpp, type PerlSmsc, startPerlSmsc } from '../channels/smsc';
import { type StorePlace, sqlitePlace } from '../support/stores';
import { additionalData, workflowOf } from './engine';

// n8n-core's own types differ from n8n-workflow's in the name alone.
class Triggering extends TriggerContext {
  override getWorkflow() {
    return { ...super.getWorkflow(), name: 'A workflow' };
  }
}

(hasNetSmpp ? describe : describe.skip)('A message centre that is listened to in n8n', () => {
  let place: StorePlace;
  let smsc: PerlSmsc;

  beforeEach(async () => {
    place = sqlitePlace();
    process.env['JOURNEYS_STORE'] = place.place;
    smsc = await startPerlSmsc();
  });
  afterEach(async () => {
    await smsc.close();
    await place.remove();
  });

  /** Publishes the workflow. `emitted`: what is handed to n8n. */
  function publish(
    emitted: (items: INodeExecutionData[]) => void,
    mode: WorkflowExecuteMode = 'trigger',
  ): Promise<ITriggerResponse> {
    const accounts = { shopJourneysSmppApi: stepValues(smppAccount.fields, smsc.account) };
    const tested: INodeType & Pick<MessageEventsTrigger, 'trigger'> = new MessageEventsTrigger();
    const workflow = workflowOf(tested, {
      accounts,
      parameters: { listenSmpp: true, events: ['message_replied'] },
    });
    const node = workflow.getNode('Step');
    if (!node) throw new Error('the workflow has no step');
    const emit = (data: INodeExecutionData[][]) => emitted(data[0] ?? []);
    return tested.trigger.call(
      new Triggering(workflow, node, additionalData(accounts), mode, 'activate', emit),
    );
  }

  it('starts journeys while the workflow is published', async () => {
    const started = Promise.withResolvers<INodeExecutionData[]>();
    const published = await publish(started.resolve);
    await smsc.until('bind_receiver');
    smsc.deliver({ short_message: 'Hello' });
    expect(await started.promise).toMatchObject([
      { json: { event: { name: 'message_replied', message: { text: 'Hello' } } } },
    ]);
    await smsc.until('deliver_sm_resp');
    await published.closeFunction?.();
    expect(smsc.told.at(-1)).toEqual(['unbind', '0']);
  });

  it('is left alone in a run by hand', async () => {
    const emitted = jest.fn();
    const response = await publish(emitted, 'manual');
    await response.manualTriggerFunction?.();
    expect(response.closeFunction).toBeUndefined();
    expect(smsc.told).toEqual([]);
  });
});
