import type { IRun, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import type { JsonObject, Step, StepContext } from '../../core/steps';
import { startKeeper } from '../../core/segments/membership';
import { type Releaser, startReleaser } from '../../core/waits';
import { holdKeyOf, stepContext } from './context';
import { executionResumer } from './engine-resume';
import { nodeError } from './errors';
import { toItems } from './items';
import { constantValues, valuesReader } from './values';

const releasers = new Map<string, Releaser>();

/** Lets the releaser of this process, if it has that key, look for people at once. */
export function nudge(key: string): void {
  releasers.get(key)?.nudge();
}

function checkRun(run: IRun | undefined): void {
  if (run?.status === 'success' || run?.status === 'waiting') return;
  throw new Error(
    run?.data.resultData.error?.message ?? `The execution ended as “${run?.status ?? 'unknown'}”.`,
  );
}

async function emit(functions: ITriggerFunctions, batch: JsonObject[]): Promise<void> {
  const done = functions.helpers.createDeferredPromise<IRun>();
  functions.emit([toItems(batch)], undefined, done);
  checkRun(await done.promise);
}

async function activate(step: Step, functions: ITriggerFunctions, context: StepContext) {
  const node = functions.getNode();
  const values =
    step.kind === 'trigger'
      ? valuesReader(step.parameters, node, (path) => functions.getNodeParameter(path))(0)
      : constantValues(step.parameters, node);
  return step.activate?.(values, context);
}

/**
 * Hands the people whom the store holds for a step back to n8n as their time comes: n8n starts an
 * execution at this very node with them. Meanwhile segments are kept, and the step does what it does by itself.
 */
export function releaseStep(step: Step) {
  return async function trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    if (this.getMode() === 'manual') return { manualTriggerFunction: () => Promise.resolve() };
    try {
      const context = await stepContext(this);
      const key = holdKeyOf(step, this);
      const resume = executionResumer(this);
      const release = async (batch: JsonObject[]) => {
        const others = await resume(batch);
        if (others.length > 0) await emit(this, others);
      };
      const releaser = startReleaser({ ...context, key, emit: release });
      releasers.set(key, releaser);
      const keeper = startKeeper(context);
      const stop = async () => {
        if (releasers.get(key) === releaser) releasers.delete(key);
        await Promise.all([releaser.stop(), keeper.stop()]);
      };
      const deactivate = await activate(step, this, context).catch(async (error: unknown) => {
        await stop();
        throw error;
      });
      const closeFunction = async () => {
        await stop();
        await deactivate?.();
      };
      return { closeFunction };
    } catch (error) {
      throw nodeError(this.getNode(), error);
    }
  };
}
