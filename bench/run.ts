import { stop } from '../test/support/postgres.mjs';
import { couponIssuing } from './coupon-issue.ts';
import { eventLoop } from './event-loop.ts';
import { importing } from './import.ts';
import { ingestCore } from './ingest-core.ts';
import { intakeN8n } from './intake-n8n.ts';
import type { Benchmark } from './measurement.ts';
import { parkCore } from './park-core.ts';
import { policy } from './policy.ts';
import { render } from './render.ts';
import { resumeN8n } from './resume-n8n.ts';
import { segmentsBulk } from './segments-bulk.ts';
import { segmentsEvent } from './segments-event.ts';
import { segmentsFlip } from './segments-flip.ts';
import { segmentsRfm } from './segments-rfm.ts';
import { sendSmtp } from './send-smtp.ts';
import { webhookVerifyParse } from './webhook-verify-parse.ts';

const benchmarks: Record<string, Benchmark> = {
  'ingest-core': ingestCore,
  'park-core': parkCore,
  'event-loop': eventLoop,
  'intake-n8n': intakeN8n,
  'resume-n8n': resumeN8n,
  'segments-bulk': segmentsBulk,
  'segments-rfm': segmentsRfm,
  'segments-event': segmentsEvent,
  'segments-flip': segmentsFlip,
  import: importing,
  'webhook-verify-parse': webhookVerifyParse,
  'coupon-issue': couponIssuing,
  policy,
  render,
  'send-smtp': sendSmtp,
};

async function main(asked: string[]): Promise<void> {
  const unknown = asked.filter((name) => !(name in benchmarks));
  if (unknown.length > 0) {
    throw new Error(
      `There is no benchmark ${unknown.join(', ')}. Name some of: ${Object.keys(benchmarks).join(', ')}.`,
    );
  }
  try {
    for (const [name, benchmark] of Object.entries(benchmarks)) {
      if (asked.length > 0 && !asked.includes(name)) continue;
      for await (const measurement of benchmark()) process.stdout.write(`${JSON.stringify(measurement)}\n`);
    }
  } finally {
    await stop();
  }
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
