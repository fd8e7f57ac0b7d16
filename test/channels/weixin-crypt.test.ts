import { decrypted, isByWeixin } from '../../core/channels/weixin/crypt';

test('reads the example in WeCom’s documentation', () => {
  const echostr = 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==';
  const key = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C';

  expect(
    isByWeixin(['QDG6eK', '1409659589', '263014780', echostr], '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3'),
  ).toBe(true);
  expect(decrypted(echostr, key, 'wx5823bf96d3bd56c7')).toBe('1616140317555161061');
});
