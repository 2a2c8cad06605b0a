import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/content.css";

createRoot(document.getElementById("web") as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
