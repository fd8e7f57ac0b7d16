import { StepError } from '../../errors';

const NUMBER = /^\+[1-9]\d{6,14}$/;
const SHORT_CODE = /^\d{3,8}$/;
/** A name in place of a number: up to eleven characters, one of them a letter. */
const NAME = /^(?=.*[A-Za-z])[A-Za-z0-9 +\-_&]{1,11}$/;

/** Whom an SMS is from, as providers take it. Throws `StepError` for what is neither number, short code nor name. */
export function smsSender(from: string): string {
  const given = from.trim();
  const number = given.replace(/[\s().-]/g, '');
  if (NUMBER.test(number) || SHORT_CODE.test(number)) return number;
  if (NAME.test(given)) return given;
  throw new StepError(given === '' ? 'An SMS needs a sender.' : `“${given}” is no sender of SMS.`, {
    parameter: 'smsFrom',
    advice:
      'Write a number with its country code (+49…), a short code, or a name of at most 11 Latin letters and digits.',
  });
}
