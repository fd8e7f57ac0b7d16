#!/usr/bin/env node
import { messageOf, StepError, StoreError } from '../core/errors';
import { backfill } from './backfill';
import { importFiles } from './import';
import { readCommand, usage, UsageError } from './command';
import { showRejections } from './rejections';
import { listWaits } from './waits';

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2), process.env);
  if (command.name === 'help') console.log(usage);
  else if (command.name === 'waits') await listWaits(command.place);
  else if (command.name === 'rejections') await showRejections(command);
  else if (command.name === 'backfill') await backfill(command, process.env);
  else await importFiles(command);
}

main().catch((error: unknown) => {
  const advice = error instanceof StepError || error instanceof StoreError ? (error.advice ?? '') : '';
  console.error(`${messageOf(error)} ${advice}`.trim());
  if (error instanceof UsageError) console.error(`\n${usage}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
