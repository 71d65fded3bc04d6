// The extension's page, as it is packaged.
//
// A gallery shows pictures from https addresses only, and so does VS Code's own page of an extension that
// was installed from a file: neither looks into the package. Hence README.md names its pictures as this
// repository has them, and who publishes the extension says where they can be fetched.

const HERE = '../docs/images/';

/** Return the page with its pictures below `base`, the address of `docs/images`; without it, without them. */
export function page(readme, base) {
  if (!base) return readme.replace(/^!\[.*\]\(.*\)\n\n/gm, '');
  const folder = new URL(base.replace(/\/*$/, '/'));
  if (folder.protocol !== 'https:') throw new Error(`no https address: ${base}`);
  return readme.replaceAll(`](${HERE}`, `](${folder}`);
}
