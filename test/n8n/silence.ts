// n8n's engine logs every failed node; imported before the engine is.
process.env['N8N_LOG_LEVEL'] = 'silent';
