module.exports = async () => (await import('./postgres.mjs')).start();
