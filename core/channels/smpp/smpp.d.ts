// The package brings no types; these are of what is used here.
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';

  interface Pdu {
    command: string;
    command_status: number;
    message_id?: string;
    response(options?: { command_status: number }): Pdu;
  }

  interface Session extends EventEmitter {
    bind_transceiver(
      options: { system_id: string; password: string; system_type: string },
      answered: (pdu: Pdu) => void,
    ): boolean;
    submit_sm(options: object, answered: (pdu: Pdu) => void): boolean;
    unbind(): boolean;
    send(pdu: Pdu): boolean;
    /** After what is still to be written. */
    close(): void;
    destroy(): void;
  }

  interface SessionOptions {
    host: string;
    port: number;
    tls: boolean;
    rejectUnauthorized: boolean;
    auto_enquire_link_period: number;
  }

  interface Encodings {
    /** The alphabet of GSM 03.38. */
    ASCII: { encode: (text: string) => Buffer };
    UCS2: { encode: (text: string) => Buffer };
  }

  const smpp: {
    connect(options: SessionOptions): Session;
    encodings: Encodings;
  };
  export type { Encodings, Pdu, Session };
  export default smpp;
}
