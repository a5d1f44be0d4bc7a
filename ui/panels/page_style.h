// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

QT_BEGIN_NAMESPACE
class QFont;
class QTextDocument;
QT_END_NAMESPACE

namespace lanescope::theme {
struct Colours;
}

namespace lanescope::panels {

/// Gives a document made from Markdown the looks of a side panel: calm headings, thin tables, code on a ground of its own.
/// Style sheets do not reach such a document. Lines of code that are too long go on below, further in: the panel is
/// narrow, and it does not scroll sideways. Threads: GUI.
void stylePage(QTextDocument& document, const QFont& font, const theme::Colours& colours);

} // namespace lanescope::panels
