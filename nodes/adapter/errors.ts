import { type INode, NodeError, NodeOperationError } from 'n8n-workflow';
import { StepError, StoreError, messageOf } from '../../core/errors';

/** What to do about an error, where it says so. */
export function adviceIn(error: unknown): string | undefined {
  return error instanceof StepError || error instanceof StoreError ? error.advice : undefined;
}

/** Anything thrown, as the error that n8n shows on the node and at the item. */
export function nodeError(node: INode, error: unknown, itemIndex?: number): NodeError {
  if (error instanceof NodeError) return error;
  const description = adviceIn(error);
  return new NodeOperationError(node, messageOf(error), {
    ...(description !== undefined && { description }),
    ...(itemIndex !== undefined && { itemIndex }),
  });
}
