export { readGatewayConfig } from './config/read-config.ts';
export { runGateway, type GatewayOptions } from './run-gateway.ts';
