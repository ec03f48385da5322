import { setTimeout as pause } from 'node:timers/promises'
import { addSeconds } from '../server/kernel/timestamp.ts'
import { makeKeyPair, bareCertificate } from '../server/sso/saml/sp-keys.ts'
import { write } from '../server/store/open.ts'
import { call } from './api.ts'
import type { SecondTeam } from './second-company.ts'

// What a visitor would wait for too long is written into the demo's own database.

const day = 86_400
const waits = 40
const waitMs = 100

/** Has all that an identity provider sent so far been sent so many seconds earlier, once it is remembered. Nothing in the audit log moves. */
export async function letPass({ db, teamId }: SecondTeam, id: string, seconds: number): Promise<void> {
  const directories = db.read.selectFrom('directories').selectAll().where('teamId', '=', teamId)
  for (let wait = 0; wait < waits; wait++) {
    const directory = (await directories.execute()).find(({ directoryId }) => directoryId === id)
    if (!directory || directory.firstRequestAt === null || directory.lastRequestAt === null || directory.firstWriteAt === null) {
      await pause(waitMs)
      continue
    }
    const { directoryId, firstRequestAt, lastRequestAt, firstWriteAt } = directory
    const earlier = { firstRequestAt: addSeconds(firstRequestAt, -seconds), firstWriteAt: addSeconds(firstWriteAt, -seconds) }
    await write(db, async (trx) => {
      const update = trx.updateTable('directories').set({ ...earlier, lastRequestAt: addSeconds(lastRequestAt, -seconds) })
      await update.where('teamId', '=', teamId).where('directoryId', '=', directoryId).execute()
      const sent = trx.selectFrom('journal').select(['position', 'at']).where('teamId', '=', teamId).where('directoryId', '=', directoryId)
      for (const { position, at } of await sent.where('actorKind', '=', 'directory_token').execute())
        await trx
          .updateTable('journal')
          .set({ at: addSeconds(at, -seconds) })
          .where('position', '=', position)
          .execute()
    })
    return
  }
}

const endingName = 'Globex SAML'

/** A SAML connection that works, as if its test sign-in had succeeded, by a certificate that ends in twenty days. */
export async function addEndingConnection(team: SecondTeam): Promise<void> {
  const { db, environment } = team
  // Those that are made here last ten years: this one is from so long ago.
  const { certificate } = await makeKeyPair({ ...environment, now: () => addSeconds(environment.now(), -(3_650 - 20) * day) }, 'idp.globex.test')
  const metadata = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.globex.test/saml"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${bareCertificate(certificate)}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.globex.test/sso"/></IDPSSODescriptor></EntityDescriptor>`
  await call(team, 'POST', '/connections', { protocol: 'saml', name: endingName, metadata_xml: metadata })
  const at = environment.now()
  await write(db, (trx) =>
    trx
      .updateTable('connections')
      .set({ state: 'tested', stateSince: at, testedAt: at })
      .where('teamId', '=', team.teamId)
      .where('name', '=', endingName)
      .execute(),
  )
}
