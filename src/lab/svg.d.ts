/** The bundler gives an SVG file as its text. */
declare module '*.svg' {
  const svg: string;
  export default svg;
}
