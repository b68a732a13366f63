// SPDX-License-Identifier: GPL-2.0
/* What every page has; see html_page.h. */
#include "html_page.h"
#include "svg.h"

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"
	"<title>kvm-sve bench</title>\n<style>\n"
	"body{font:15px/1.45 sans-serif;color:#1f2933;background:#fff;margin:0 auto;padding:12px;"
	"max-width:74rem}\n"
	"h1{font-size:1.5rem;margin:.4rem 0}h2{font-size:1.15rem;margin:1.8rem 0 .5rem;"
	"border-bottom:2px solid #d5dbe1;overflow-wrap:anywhere}\n"
	".bar{padding:.6rem .9rem;border-radius:4px;border-left:6px solid}\n"
	".emulated{background:#fff0c2;border-color:#d97706;font-weight:bold}\n"
	".hardware{background:#e8f3ec;border-color:#2f855a}\n"
	".warning{background:#fdeaea;border-color:#c53030;margin-top:.4rem}\n"
	".charts{display:grid;gap:.9rem;"
	"grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr))}\n"
	".chart{border:1px solid #d5dbe1;border-radius:4px;padding:.3rem;max-width:40rem}\n"
	".wide{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem;margin:.6rem 0}\n"
	"td,th{padding:.15rem .55rem;text-align:right;border-bottom:1px solid #e4e8ec;"
	"white-space:nowrap}\n"
	".many td:nth-child(-n+10),.many th:nth-child(-n+10){text-align:left}\n"
	".many td:nth-child(10){white-space:normal;min-width:9rem}\n"
	"td:first-child,th:first-child{text-align:left}thead th{border-bottom:2px solid #9aa5b1}\n"
	".record td{text-align:left;white-space:normal;overflow-wrap:anywhere}"
	".record th{text-align:left;vertical-align:top}\n"
	"tr.slower td{background:#fdeaea}tr.faster td{background:#e8f3ec}\n"
	"summary{cursor:pointer;color:#334e68}\n"
	"svg{display:block;width:100%;height:auto;font:12px sans-serif;fill:#334e68}\n"
	SVG_AXIS_CSS "svg .i{stroke-width:1.8;fill:none}\n"
	"svg .f{stroke-width:1.2;stroke-dasharray:4 3;fill:none}svg .b{fill-opacity:.3}\n"
	"circle.none,rect.none{fill:#616e7c}path.none{stroke:#616e7c}\n"
	"circle.fpsimd,rect.fpsimd{fill:#2563eb}path.fpsimd{stroke:#2563eb}\n"
	"circle.sve,rect.sve{fill:#c2410c}path.sve{stroke:#c2410c}\n"
	"circle.slower{fill:#c53030}path.slower{stroke:#c53030}\n"
	"circle.faster{fill:#2f855a}path.faster{stroke:#2f855a}\n"
	".p0{fill:#8896a5}.p1{fill:#c2410c}.p2{fill:#f0a35e}.p3{fill:#2b6cb0}.p4{fill:#90bfe0}"
	".p5{fill:#d5dbe1}.p6{fill:#a78bba}path.k{stroke:#1f2933;stroke-width:2;fill:none}\n"
	"svg.key{display:inline-block;width:26px;vertical-align:middle;margin-right:.4rem}\n"
	".l0{stroke:#2563eb;color:#2563eb}.l1{stroke:#c2410c;color:#c2410c}"
	".l2{stroke:#2f855a;color:#2f855a}.l3{stroke:#7c3aed;color:#7c3aed}\n"
	".l4{stroke:#b7791f;color:#b7791f}.l5{stroke:#0e7490;color:#0e7490}"
	".l6{stroke:#be185d;color:#be185d}.l7{stroke:#4a5568;color:#4a5568}\n"
	"circle[class^=l]{fill:currentColor}path[class^=l]{fill:none;stroke-width:1.8}\n"
	".d1{stroke-dasharray:6 3}.d2{stroke-dasharray:2 2}.d3{stroke-dasharray:8 3 2 3}"
	".d4{stroke-dasharray:12 4}.d5{stroke-dasharray:1 4}.d6{stroke-dasharray:8 2 2 2 2 2}"
	".d7{stroke-dasharray:4 6}\n"
	"@media(max-width:30rem){svg{font-size:14px}ul{padding-left:1.2rem}"
	"table{font-size:.7rem}td,th{padding:.15rem .2rem}"
	"thead th{white-space:normal;vertical-align:bottom}}\n"
	"@media print{*{-webkit-print-color-adjust:exact;print-color-adjust:exact}"
	"body{font-size:10pt;padding:0;max-width:none}.charts{grid-template-columns:1fr 1fr}"
	".chart,tr,.bar{break-inside:avoid}h2,summary{break-after:avoid}.wide{overflow:visible}"
	"details::details-content{content-visibility:visible;display:block;height:auto}"
	"table{font-size:7.5pt}td,th{padding:.1rem .3rem}}\n"
	"</style></head><body>\n<h1>kvm-sve bench</h1>\n";

static void banner_hypervisor(FILE *out, const struct hypervisor *hypervisor)
{
	char text[HYPERVISOR_TEXT_MAX];

	if (hypervisor_may_emulate(hypervisor)) {
		fprintf(out, "<p class=\"bar emulated\">%s by ",
			hypervisor->kind == HYPERVISOR_EMULATOR ? "EMULATED" : "Perhaps EMULATED");
		html_text(out, hypervisor->name[0] ? hypervisor->name : "something");
		fputs(": no time here says anything about hardware. What counts is instructions, "
		      "and those under QEMU -icount alone.</p>\n", out);
		return;
	}
	hypervisor_format(text, hypervisor);
	fputs("<p class=\"bar hardware\">Hypervisor below this host: ", out);
	html_text(out, text);
	fputs(".</p>\n", out);
}

void html_banner(FILE *out, const struct result_set *set)
{
	banner_hypervisor(out, &set->host.hypervisor);
	if (set->partial)
		fprintf(out, "<p class=\"bar warning\">Partial: %zu cases of %zu.</p>\n",
			set->nr_results, set->planned);
	for (size_t i = 0; i < set->env.nr_warnings; i++) {
		fputs("<p class=\"bar warning\">", out);
		html_text(out, set->env.warnings[i]);
		fputs("</p>\n", out);
	}
}

void html_vls(FILE *out, const struct vls *set)
{
	char text[VLS_TEXT_MAX];

	vls_format(text, sizeof(text), set);
	for (const char *c = text; *c; c++) {
		fputc(*c, out);
		if (*c == ',')
			fputs("<wbr/>", out);
	}
}

void html_begin(FILE *out)
{
	fputs(head, out);
}

void html_end(FILE *out)
{
	fputs("</body></html>\n", out);
}
