/** A certificate authority for tests and what it issues: made anew in each run, so no private key is in the repository. */
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  cryptoProvider,
  type Extension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

export interface Certificate {
  /** PEM */
  readonly key: string;
  readonly cert: string;
}

export interface Certificates {
  /** PEM of the authority. */
  readonly ca: string;
  /** For localhost and 127.0.0.1. */
  readonly good: Certificate;
  /** Issued to another host. */
  readonly otherHost: Certificate;
  readonly expired: Certificate;
  /** Signed by itself, as a new Splunk's is by an authority that nobody trusts. */
  readonly selfSigned: Certificate;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY = 86_400_000;

export async function makeCertificates(): Promise<Certificates> {
  cryptoProvider.set(webcrypto as unknown as Parameters<typeof cryptoProvider.set>[1]);
  const newKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const authority = await newKeys();
  const name = "CN=Test authority";
  const from = new Date(Date.now() - DAY);
  const until = new Date(Date.now() + DAY);
  const root = await X509CertificateGenerator.createSelfSigned({
    name,
    notBefore: from,
    notAfter: until,
    signingAlgorithm: ALGORITHM,
    keys: authority,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  const issue = async (host: string, notAfter: Date, own = false): Promise<Certificate> => {
    const keys = await newKeys();
    const extensions: Extension[] = [
      new SubjectAlternativeNameExtension([
        { type: "dns", value: host },
        ...(host === "localhost" ? [{ type: "ip", value: "127.0.0.1" } as const] : []),
      ]),
    ];
    const shared = {
      notBefore: new Date(from.getTime() - DAY),
      notAfter,
      signingAlgorithm: ALGORITHM,
      extensions,
    };
    const certificate = own
      ? await X509CertificateGenerator.createSelfSigned({ ...shared, name: `CN=${host}`, keys })
      : await X509CertificateGenerator.create({
          ...shared,
          subject: `CN=${host}`,
          issuer: name,
          publicKey: keys.publicKey,
          signingKey: authority.privateKey,
        });
    const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
    return { key: PemConverter.encode(key, "PRIVATE KEY"), cert: certificate.toString("pem") };
  };
  return {
    ca: root.toString("pem"),
    good: await issue("localhost", until),
    otherHost: await issue("splunk.example.com", until),
    expired: await issue("localhost", from),
    selfSigned: await issue("localhost", until, true),
  };
}
