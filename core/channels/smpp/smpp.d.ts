// The package brings no types; these are of what is used here.
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';

  /** A text as it came; bytes where the package does not know its alphabet. */
  interface Written {
    message: string | Buffer;
    /** The elements of its user data header, each with its kind and its length before it. */
    udh?: Buffer[];
  }

  interface Pdu {
    command: string;
    command_status: number;
    message_id?: string;
    source_addr_ton?: number;
    source_addr?: string;
    destination_addr?: string;
    esm_class?: number;
    data_coding?: number;
    short_message?: Written;
    message_payload?: Written;
    receipted_message_id?: string;
    message_state?: number;
    sar_msg_ref_num?: number;
    sar_total_segments?: number;
    sar_segment_seqnum?: number;
    response(options?: { command_status: number }): Pdu;
  }

  interface Bind {
    system_id: string;
    password: string;
    system_type: string;
  }

  interface Session extends EventEmitter {
    bind_transceiver(options: Bind, answered: (pdu: Pdu) => void): boolean;
    bind_receiver(options: Bind, answered: (pdu: Pdu) => void): boolean;
    enquire_link(answered: (pdu: Pdu) => void): boolean;
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
    /** 0: never. */
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
  export type { Bind, Encodings, Pdu, Session, Written };
  export default smpp;
}
