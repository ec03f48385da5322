import 'reflect-metadata' // @peculiar/x509 2 injects what it needs with it, and does not bring it
import { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator } from '@peculiar/x509'
import type { Environment } from '../../kernel/environment.ts'
import { addSeconds } from '../../kernel/timestamp.ts'

export type KeyPair = { privateKey: string; certificate: string }

const algorithm = { name: 'RSASSA-PKCS1-v1_5', modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }
/** Providers look at the key and let the certificate be; those that do look refuse one that has ended, and nobody likes to change it. */
const lifeSeconds = 10 * 365 * 86_400

/** A key pair for one connection, and a certificate by its own key that carries the public half. PEM, both. */
export async function makeKeyPair(environment: Environment, name: string): Promise<KeyPair> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const now = environment.now()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: `00${Buffer.from(environment.chance(16)).toString('hex')}`, // positive, whatever its first bit
    name: [{ CN: [name] }],
    notBefore: new Date(addSeconds(now, -86_400)), // a provider whose clock is slow takes it at once
    notAfter: new Date(addSeconds(now, lifeSeconds)),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
    ],
  })
  return {
    privateKey: toPem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', keys.privateKey)),
    certificate: toPem('CERTIFICATE', certificate.rawData),
  }
}

export function toPem(label: 'PRIVATE KEY' | 'CERTIFICATE', der: ArrayBuffer | Uint8Array): string {
  const bytes = der instanceof Uint8Array ? Buffer.from(der) : Buffer.from(der)
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** The base64 of a PEM, as metadata and messages carry it. */
export const bareCertificate = (pem: string): string => pem.replaceAll(/-----[A-Z ]+-----|\s/g, '')
