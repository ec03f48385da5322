import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export type Answer = { status: number; body: string }
type Waiting = { resolve: (answer: Answer) => void; reject: (error: Error) => void }

const headEnd = '\r\n\r\n'
const nothing: Buffer = Buffer.alloc(0)

/** A keep-alive connection that asks one thing at a time. It speaks HTTP/1.1 itself: node:http costs a client more than some answers cost a server. */
export class Connection {
  readonly #socket: Socket
  readonly #host: string
  #received = nothing
  #waiting: Waiting | undefined
  private constructor(socket: Socket, host: string) {
    this.#socket = socket
    this.#host = host
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('error', (error) => this.#waiting?.reject(error))
    socket.on('close', () => this.#waiting?.reject(new Error('the server closed the connection')))
  }

  static async open({ hostname, port, host }: URL): Promise<Connection> {
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    return new Connection(socket, host)
  }

  /** `headers` end each in a line break. */
  ask(method: string, path: string, headers: string, body: string): Promise<Answer> {
    const length = body === '' ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(`${method} ${path} HTTP/1.1\r\nhost: ${this.#host}\r\n${headers}${length}\r\n${body}`)
    })
  }

  close(): void {
    this.#waiting = undefined
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const headLength = this.#received.indexOf(headEnd)
    if (headLength < 0) return
    const head = this.#received.toString('latin1', 0, headLength)
    const from = headLength + headEnd.length
    // Both servers tell the length of every body; an answer without one, 204, has none.
    const end = from + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
    if (this.#received.length < end) return
    const answer = { status: Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)), body: this.#received.toString('utf8', from, end) }
    this.#received = nothing
    this.#waiting?.resolve(answer)
  }
}
