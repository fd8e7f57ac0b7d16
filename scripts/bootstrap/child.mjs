import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
let interruptedBy;

/** The exit code to end with after a signal, or undefined when none has come. */
export function interruptionCode() {
  return interruptedBy && 128 + constants.signals[interruptedBy];
}

/** Runs a program to its end, passes signals on to it, and resolves with its exit code. */
export async function runChild(command, args, options) {
  const child = spawn(command, args, options);
  const pass = (signal) => {
    interruptedBy = signal;
    // Ctrl-C in a terminal has reached the child already.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  forwarded.forEach((signal) => process.on(signal, pass));
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
    });
  } finally {
    forwarded.forEach((signal) => process.off(signal, pass));
  }
}
