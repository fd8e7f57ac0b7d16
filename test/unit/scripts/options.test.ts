import { demoOptions } from '../../../scripts/demo/options.ts';

test.each([
  [[], { host: 'n8n', port: 5678, once: false, json: false }],
  [['--host', 'node-red'], { host: 'node-red', port: 1880 }],
  [['--once', '--json', '--port', '8080'], { port: 8080, once: true, json: true }],
])('npm start -- %j', (args, options) => {
  expect(demoOptions(args)).toMatchObject(options);
});

test.each([
  [['--host', 'zapier'], 'There is no host “zapier”. Choose n8n or node-red.'],
  [['--port', 'http'], '“http” is not a port. Give a number from 1 to 65535.'],
  [['--port', '70000'], '“70000” is not a port'],
  [['--onec'], '--once                end after the table'],
])('npm start -- %j says what to give', (args, words) => {
  expect(() => demoOptions(args)).toThrow(words);
});
