import type { ShopApi } from '../shops/account';
import { camelCase, type ChoiceParameter, type ConnectionUse, choice, type ShowWhen } from './define';
import { text } from './text';

/** The choice of the way into a shop, which is the same for all items. */
export function shopParameter(apis: readonly ShopApi[], showWhen: ShowWhen): ChoiceParameter {
  return choice({
    label: text('Shop', '商店'),
    help: text('The shop whose account is chosen in the connection.', '连接中所选账户对应的商店。'),
    options: apis.map(({ name, label }) => ({ value: name, label })),
    default: apis[0]?.name ?? '',
    constant: true,
    showWhen,
  });
}

/** The accounts of shops, each shown while its shop is chosen in the parameter `shop`. */
export function shopConnections(apis: readonly ShopApi[], showWhen: ShowWhen): Record<string, ConnectionUse> {
  const used = Map.groupBy(apis, ({ connection }) => connection);
  return Object.fromEntries(
    [...used].map(([connection, users]) => [
      camelCase(connection.name),
      { connection, required: true, showWhen: { ...showWhen, shop: users.map(({ name }) => name) } },
    ]),
  );
}
