// A small real SMTP server for tests: keeps what it accepted, and misbehaves on request.
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly data: string;
}

/** Called before each command (and as "." before a message is accepted): a reply to give instead, or "drop". */
export type Fault = (command: string, argument: string) => string | undefined;

export class SmtpServer {
  /** What it accepted. */
  readonly received: Received[] = [];
  /** What it was given, accepted or not. */
  readonly offered: Received[] = [];
  connections = 0;
  fault: Fault = () => undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer(socket => this.#serve(socket));
  }

  static async start(port = 0): Promise<SmtpServer> {
    const server = new SmtpServer();
    server.#server.listen(port, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    const session = new Session(this, socket);
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => session.push(chunk));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#sockets.delete(socket));
    socket.write("220 test ESMTP\r\n");
  }
}

class Session {
  readonly #server: SmtpServer;
  readonly #socket: Socket;
  #buffer = "";
  #inData = false;
  #from = "";
  #to: string[] = [];

  constructor(server: SmtpServer, socket: Socket) {
    this.#server = server;
    this.#socket = socket;
  }

  push(chunk: string): void {
    this.#buffer += chunk;
    const end = () => this.#buffer.indexOf(this.#inData ? "\r\n.\r\n" : "\r\n");
    for (let at = end(); at >= 0; at = end()) {
      const text = this.#buffer.slice(0, at);
      this.#buffer = this.#buffer.slice(at + (this.#inData ? 5 : 2));
      if (this.#inData) this.#accept(text);
      else this.#command(text);
    }
  }

  #accept(data: string): void {
    this.#inData = false;
    const message = { from: this.#from, to: this.#to, data };
    this.#server.offered.push(message);
    if (this.#misbehaves(".", "")) return;
    this.#server.received.push(message);
    this.#reply("250 accepted");
  }

  #command(line: string): void {
    const command = line.slice(0, 4).toUpperCase();
    if (this.#misbehaves(command, line)) return;
    const address = /<(.*?)>/.exec(line)?.[1] ?? "";
    if (command === "MAIL") {
      this.#from = address;
      this.#to = [];
    }
    if (command === "RCPT") this.#to.push(address);
    if (command === "DATA") this.#inData = true;
    this.#reply(command === "DATA" ? "354 go on" : command === "QUIT" ? "221 bye" : "250 ok");
  }

  #misbehaves(command: string, line: string): boolean {
    const fault = this.#server.fault(command, line);
    if (fault === undefined) return false;
    if (fault === "drop") this.#socket.destroy();
    else this.#reply(fault);
    return true;
  }

  #reply(text: string): void {
    this.#socket.write(`${text}\r\n`);
  }
}
