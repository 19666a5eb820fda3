export interface Usage {
  readonly cpuSeconds: number
  readonly peakMb: number
}

/** Of this process, since its start. */
export function measureUsage(): Usage {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  return { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMb: maxRSS / 1024 }
}
