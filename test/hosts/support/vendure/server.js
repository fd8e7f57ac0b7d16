// A shop in memory, in a process of its own: a Vendure with the plugin, some products, and every payment accepted.
require('reflect-metadata');
const {
  bootstrap,
  DefaultLogger,
  DefaultSearchPlugin,
  dummyPaymentHandler,
  JobQueueService,
  LogLevel,
} = require('@vendure/core');
const { populate } = require('@vendure/core/cli');
const { join } = require('node:path');

const { PORT, PLUGIN, ADMIN_PASSWORD } = process.env;
const { ShopJourneysPlugin } = require(PLUGIN);

const config = {
  apiOptions: {
    port: Number(PORT),
    hostname: '127.0.0.1',
    adminApiPath: 'admin-api',
    shopApiPath: 'shop-api',
  },
  authOptions: {
    tokenMethod: ['bearer', 'api-key'],
    requireVerification: false,
    superadminCredentials: { identifier: 'superadmin', password: ADMIN_PASSWORD },
  },
  dbConnectionOptions: { type: 'sqljs', autoSave: false, location: '', synchronize: true, logging: false },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  logger: new DefaultLogger({ level: LogLevel.Warn, timestamp: false }),
  plugins: [DefaultSearchPlugin, ShopJourneysPlugin],
};

const initialData = {
  defaultLanguage: 'en',
  defaultZone: 'Europe',
  taxRates: [{ name: 'Standard', percentage: 20 }],
  shippingMethods: [{ name: 'Parcel', price: 500 }],
  countries: [{ name: 'Germany', code: 'DE', zone: 'Europe' }],
  collections: [],
  paymentMethods: [
    {
      name: 'Card',
      handler: { code: 'dummy-payment-handler', arguments: [{ name: 'automaticSettle', value: 'true' }] },
    },
  ],
};

populate(() => bootstrap(config), initialData, join(__dirname, 'products.csv'))
  .then((app) => app.get(JobQueueService).start())
  .then(
    () => console.log('Vendure is ready'),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
