// The package brings no types.
declare module 'mjml-browser' {
  interface MjmlOptions {
    validationLevel?: 'strict' | 'soft' | 'skip';
  }
  export default function mjml2html(mjml: string, options?: MjmlOptions): Promise<{ html: string }>;
}
