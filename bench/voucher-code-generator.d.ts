declare module 'voucher-code-generator' {
  const voucherCodes: {
    generate(config: { count: number; pattern?: string; charset?: string }): string[];
  };
  export default voucherCodes;
}
