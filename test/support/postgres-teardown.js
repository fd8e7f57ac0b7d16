module.exports = async () => (await import('./postgres.mjs')).stop();
