// A shop on PostgreSQL, without Redis and without the pages of its administration.
const { defineConfig } = require('@medusajs/framework/utils');

const { DATABASE, SHOP_SECRET } = process.env;
const cors = 'http://127.0.0.1';

module.exports = defineConfig({
  admin: { disable: true },
  projectConfig: {
    databaseUrl: DATABASE,
    databaseDriverOptions: { connection: { ssl: false } },
    http: {
      storeCors: cors,
      adminCors: cors,
      authCors: cors,
      jwtSecret: SHOP_SECRET,
      cookieSecret: SHOP_SECRET,
    },
  },
});
