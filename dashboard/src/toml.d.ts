declare module "*.toml" {
  const description: unknown;
  export default description;
}
