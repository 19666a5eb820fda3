import { Worker } from 'node:worker_threads'

/** Starts a module as a thread. Where the process runs from its sources, the thread does, too. */
export function startThread(module: URL, workerData: unknown): Worker {
  if (!module.pathname.endsWith('.ts')) return new Worker(module, { workerData })
  // Before Node 22 a thread does not load its first module through what `--import` has registered.
  const tsx = import.meta.resolve('tsx/esm/api')
  const script = `import { register } from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(module.href)})`
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`), { workerData })
}
