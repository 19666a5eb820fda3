import { Socket } from 'node:net'

/**
 * A connection that ends itself when what it wrote stays without any answer for so long. pg gives up a statement then and goes on
 * with its connection, and BullMQ would listen for jobs on a dead one until TCP notices, after 11 to 15 minutes. Inside TLS
 * nothing is seen of that: there watchQueue tells of it.
 */
export function openAnsweredSocket(patienceMs: number): Socket {
  const socket = new Socket()
  let waiting: NodeJS.Timeout | undefined
  const wait = (): void => {
    waiting ??= setTimeout(() => socket.destroy(unanswered()), patienceMs).unref()
  }
  const rest = (): void => {
    clearTimeout(waiting)
    waiting = undefined
  }
  // Not `write`: connecting puts Node's own back in its place.
  socket._write = (...parameters) => {
    wait()
    Socket.prototype._write.apply(socket, parameters)
  }
  socket._writev = (...parameters) => {
    wait()
    Socket.prototype._writev?.apply(socket, parameters)
  }
  return socket.on('data', rest).on('close', rest)
}

/** With the code of a connection that broke, which pg expects and passes over while it ends one. */
const unanswered = (): Error => Object.assign(new Error('The database does not answer.'), { code: 'ECONNRESET' })
