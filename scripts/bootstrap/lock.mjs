import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs `work` while no other bootstrap on this machine prepares anything. */
export async function withLock(file, progress, work) {
  if (!take(file)) {
    const title = `Waiting for process ${holder(file)}, which is preparing too (lock: ${file})`;
    await progress.step(title, async () => {
      while (!take(file)) await sleep(200);
    });
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isRunning(holder(file))) return false;
    rmSync(file, { force: true });
    return take(file);
  }
}

function holder(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isRunning(pid) {
  if (!pid) return true; // It is being written or removed at this moment.
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
