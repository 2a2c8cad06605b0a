// Draws the diagrams of the page, and draws them again when the theme changes.
const diagrams = [...document.querySelectorAll("pre.mermaid")];
const texts = diagrams.map((diagram) => diagram.textContent);
const system = matchMedia("(prefers-color-scheme: dark)");

const isDark = () => {
  const { theme } = document.body.dataset;
  return theme === "dark" || (theme !== "light" && system.matches);
};

async function draw() {
  mermaid.initialize({ startOnLoad: false, securityLevel: "strict", theme: isDark() ? "dark" : "neutral" });
  diagrams.forEach((diagram, number) => {
    diagram.removeAttribute("data-processed");
    diagram.textContent = texts[number];
  });
  await mermaid.run({ nodes: diagrams });
}

document.addEventListener("DOMContentLoaded", () => {
  void draw();
  new MutationObserver(draw).observe(document.body, { attributeFilter: ["data-theme"] });
  system.addEventListener("change", draw);
});
