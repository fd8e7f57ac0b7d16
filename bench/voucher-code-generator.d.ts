declare module 'voucher-code-generator' {
  const voucherCodes: {
    generate(config: { count: number; length?: number; charset?: string }): string[];
  };
  export default voucherCodes;
}
