import { parseFlatted } from '../../../scripts/hosts/flatted.ts';

test('rows are put back where their numbers stand', () => {
  const text =
    '[{"items":"1","count":2},["2","3","3"],{"json":"4"},"text",{"ok":true,"none":null,"digits":"5"},"7"]';
  expect(parseFlatted(text)).toEqual({
    items: [{ json: { ok: true, none: null, digits: '7' } }, 'text', 'text'],
    count: 2,
  });
});

test('an object that holds itself is read', () => {
  const self = parseFlatted('[{"self":"0"}]') as { self: unknown };
  expect(self.self).toBe(self);
});
