// Sends messages to a gateway, and dies at the given moment: within a transaction, after one, before or after the gateway
// was asked.
import { openHttp } from '../../core/http';
import type { JsonObject } from '../../core/steps';
import { sendViaChannel } from '../../core/steps/send-via-channel';
import { openStore } from '../../core/store';
import { contextOf } from '../support/context';
import { momentsUntil } from '../support/dying';
import { httpAnswering } from '../support/http';
import { runStep } from '../support/steps';

export interface Plan {
  place: string;
  now: number;
  /** Of the gateway, the only one that may be asked. */
  host: string;
  values: JsonObject;
  customers: string[];
  moment: number;
}

async function main(written = ''): Promise<void> {
  const { place, now, host, values, customers, moment } = JSON.parse(written) as Plan;
  const { around, within } = momentsUntil(moment);
  const opened = await openStore(place);
  const store = within(opened);
  const { request } = openHttp({ allow: host });
  const http = httpAnswering((asked) => around(() => request(asked)));
  await runStep(
    sendViaChannel,
    values,
    contextOf(store, { now: () => now }, { http }),
    customers.map((customerId) => ({ customerId })),
  );
  await opened.close();
}

void main(process.argv[2]);
