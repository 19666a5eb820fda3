import type { Json } from '../../../src/work/raw-record.ts'
import type { Exchange, Recordings } from '../../recording.ts'
import { ORGANIZATION_PATH } from './answers.ts'

const COLLECTION_PATH = '/tfs/Halden'
/** The server writes its own name into answers; people reach it by another. */
const PUBLIC_ADDRESS = 'http://tfs01:8080/tfs/Halden'
const LATEST = '7.0'
const NEWER = ['7.1']

/** The same organisation as a collection of Azure DevOps Server 2022, which refuses newer versions of the interface. */
export function moveToOwnServer(hosted: Recordings): Recordings {
  const exchanges = hosted.exchanges.map(onServer)
  return {
    ...hosted,
    settings: { ...hosted.settings, baseUrl: `https://tfs.halden.example${COLLECTION_PATH}` },
    exchanges: [...exchanges.flatMap(refuseNewer), ...exchanges],
    censuses: hosted.censuses.map(census => ({
      ...census,
      // Whatever version a cut is asked in, it is cut.
      cuts: census.cuts.map(cut => cut.map(onServer)),
    })),
  }
}

const onServer = (exchange: Exchange): Exchange => ({
  ...exchange,
  path: exchange.path.replace(ORGANIZATION_PATH, COLLECTION_PATH),
  answer: JSON.parse(
    JSON.stringify(exchange.answer)
      .replaceAll(`https://dev.azure.com${ORGANIZATION_PATH}`, PUBLIC_ADDRESS)
      .replaceAll('"deploymentType":"hosted"', '"deploymentType":"onPremises"'),
  ) as Json,
})

function refuseNewer(exchange: Exchange): readonly Exchange[] {
  if (/connectiondata$/i.test(exchange.path)) return []
  return NEWER.flatMap(version =>
    [version, `${version}-preview`].map(asked => ({
      ...exchange,
      query: { ...exchange.query, 'api-version': asked },
      status: 400,
      answer: {
        $id: '1',
        innerException: null,
        message: `The requested REST API version of ${asked} is out of range for this server. The latest REST API version this server supports is ${LATEST}.`,
        typeName:
          'Microsoft.VisualStudio.Services.WebApi.VssVersionOutOfRangeException, Microsoft.VisualStudio.Services.WebApi',
        typeKey: 'VssVersionOutOfRangeException',
        errorCode: 0,
        eventId: 3000,
      },
    })),
  )
}
