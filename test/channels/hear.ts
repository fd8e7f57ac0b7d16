import type { Callbacks, Heard } from '../../core/channels/callback';
import type { JsonObject, Visit } from '../../core/steps/define';
import { stepValues } from '../../core/steps/schema';

export const NOW = Date.parse('2026-03-02T09:00:00Z');

/** How a request comes in: a POST of nothing, unless told otherwise. */
export interface Call extends Partial<Omit<Visit, 'rawBody'>> {
  body?: string | Buffer;
  url?: string;
}

/** What a provider's callbacks make of requests. `connections`: the values of their connection, by its name. */
export function hearing(
  callbacks: Callbacks | undefined,
  connections: Record<string, JsonObject> = {},
): (call: Call) => Promise<Heard> {
  if (!callbacks) throw new Error('there are no callbacks');
  return ({
    method = 'POST',
    query = {},
    search = '',
    headers = {},
    body = '',
    url = 'https://hooks.example/told',
  }) =>
    callbacks.hear(
      { method, query, search, headers, rawBody: Buffer.from(body) },
      {
        url,
        now: NOW,
        connect: (connection) =>
          Promise.resolve(stepValues(connection.fields, connections[connection.name] ?? {})),
      },
    );
}

/** What is told; and nothing of it where it is refused. */
export const reportsOf = (heard: Heard) => ('refused' in heard ? [] : heard.reports);
