import type { Migration } from 'kysely/migration';
import type { Kysely } from 'kysely';
import type { Dialect } from '../store';
import type { Tables } from '../tables';
import * as foundation from './001-foundation';
import * as segments from './002-segments';
import * as imports from './003-import';
import * as rejections from './004-rejections';
import * as coupons from './005-coupons';
import * as redemptions from './006-redemptions';
import * as points from './007-points';
import * as products from './008-products';
import * as shopAccounts from './009-shop-accounts';
import * as messages from './010-messages';
import * as delivery from './012-delivery';
import * as templates from './013-templates';
import * as audience from './014-audience';
import * as tracking from './015-tracking';
import * as chats from './016-chats';

/** Every migration by name, in order. A released one is never changed. */
export function migrations(dialect: Dialect): Record<string, Migration> {
  return {
    '001-foundation': { up: (db: Kysely<Tables>) => foundation.up(db, dialect) },
    '002-segments': { up: (db: Kysely<Tables>) => segments.up(db, dialect) },
    '003-import': { up: (db: Kysely<Tables>) => imports.up(db, dialect) },
    '004-rejections': { up: (db: Kysely<Tables>) => rejections.up(db, dialect) },
    '005-coupons': { up: (db: Kysely<Tables>) => coupons.up(db, dialect) },
    '006-redemptions': { up: (db: Kysely<Tables>) => redemptions.up(db, dialect) },
    '007-points': { up: (db: Kysely<Tables>) => points.up(db, dialect) },
    '008-products': { up: products.up },
    '009-shop-accounts': { up: shopAccounts.up },
    '010-messages': { up: messages.up },
    '012-delivery': { up: delivery.up },
    '013-templates': { up: templates.up },
    '014-audience': { up: audience.up },
    '015-tracking': { up: tracking.up },
    '016-chats': { up: chats.up },
  };
}
