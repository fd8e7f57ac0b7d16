import type { Clock } from '../../core/clock';
import type { Http, Log } from '../../core/ports';
import type { StepContext } from '../../core/steps/define';
import { stepValues } from '../../core/steps/schema';
import type { JsonObject } from '../../core/steps/define';
import type { Store } from '../../core/store';
import { httpAnswering } from './http';

export const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const noHttp = httpAnswering(() => Promise.reject(new Error('this test calls no server')));

interface ContextOptions {
  http?: Http;
  log?: Log;
  manual?: boolean;
  workflow?: string;
  node?: string;
  /** Values of connections by name. */
  connections?: Record<string, JsonObject>;
}

/** What a host gives a step, with a clock and a store of the test. */
export function contextOf(store: Store, clock: Clock, options: ContextOptions = {}): StepContext {
  const {
    http = noHttp,
    log = quiet,
    manual = false,
    workflow = 'flow',
    node = 'node',
    connections = {},
  } = options;
  return {
    store,
    clock,
    http,
    log,
    place: { host: 'n8n', workflow, node, title: 'A step', manual },
    connect: (connection) =>
      Promise.resolve(stepValues(connection.fields, connections[connection.name] ?? {})),
  };
}
