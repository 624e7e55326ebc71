/** How the cells of a part of the key are read. Both compilers read this file: TypeScript's and AssemblyScript's. */
export enum CellForm {
  Port,
  Address,
  Count,
  Url,
  Text,
}
