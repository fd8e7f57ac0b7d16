import { isInReach } from '../../core/http';

test.each([
  ['https://flows.example.com/webhook', true],
  ['http://203.0.114.7:5678/', true],
  ['http://localhost:5678/', false],
  ['http://127.0.0.1:5678/', false],
  ['http://[::1]/', false],
  ['http://192.168.1.4/', false],
  ['http://n8n:5678/', false],
  ['http://printer.local/', false],
])('%s: a shop on the internet can call it: %s', (address, reachable) => {
  expect(isInReach(new URL(address), '')).toBe(reachable);
});

test('what the instance’s owner allows is in reach', () => {
  expect(isInReach(new URL('http://127.0.0.1:5678/'), '127.0.0.1:5678')).toBe(true);
});
