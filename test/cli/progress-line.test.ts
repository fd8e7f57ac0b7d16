import { progressLine } from '../../cli/progress-line';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function shownOn(isTTY: boolean) {
  const written: string[] = [];
  const output = { isTTY, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
  return { line: progressLine('orders.csv', output), written };
}

const state = { done: 500, of: 2_000, said: '25 %' };

test('on a terminal it is a bar that is drawn anew, and goes away in the end', () => {
  const { line, written } = shownOn(true);
  line.show(state);
  line.show({ ...state, done: 501 });
  jest.advanceTimersByTime(100);
  line.show({ ...state, done: 2_000, said: '100 %' });
  line.end();

  expect(written).toEqual([
    '\r\x1b[2Korders.csv [########......................] 25 %',
    '\r\x1b[2Korders.csv [##############################] 100 %',
    '\r\x1b[2K',
  ]);
});

test('of what nobody knows the size of there is no bar', () => {
  const { line, written } = shownOn(true);
  line.show({ done: 500, of: null, said: '500 orders' });

  expect(written).toEqual(['\r\x1b[2Korders.csv 500 orders']);
});

test('elsewhere it is a line now and then', () => {
  const { line, written } = shownOn(false);
  line.show(state);
  jest.advanceTimersByTime(10_000);
  line.show(state);
  line.show(state);
  line.end();

  expect(written).toEqual(['orders.csv 25 %\n']);
});
