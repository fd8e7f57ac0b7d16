import type { IHookFunctions } from 'n8n-workflow';
import type { Registration, Step } from '../../core/steps';
import { stepContext } from './context';
import { nodeError } from './errors';
import { valuesReader } from './values';

type Method = (this: IHookFunctions) => Promise<boolean>;

/**
 * What n8n calls as it publishes a workflow and takes it back: others are told of the node's address, and that it is
 * gone. A test address from the editor is told to nobody.
 */
export function registerWebhooks(step: Step): {
  default: Record<'checkExists' | 'create' | 'delete', Method>;
} {
  const { registration } = step;
  if (!registration) throw new Error(`${step.name} tells nobody of its address`);

  const method = (name: keyof Registration, whenTesting: boolean): Method =>
    async function (this: IHookFunctions) {
      const address = this.getNodeWebhookUrl('default');
      if (this.getMode() === 'manual' || address === undefined) return whenTesting;
      try {
        const read = valuesReader(step.parameters, this.getNode(), (path) => this.getNodeParameter(path));
        return (await registration[name](read(0), await stepContext(this), address)) ?? true;
      } catch (error) {
        throw nodeError(this.getNode(), error);
      }
    };
  return {
    default: {
      checkExists: method('isDone', true),
      create: method('begin', true),
      delete: method('end', true),
    },
  };
}
