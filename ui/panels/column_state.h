// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

class QHeaderView;

namespace lanescope::panels {

/// Which columns are shown, in what order, how wide, and by which the rows are sorted; with the titles they had, because a
/// later version or another language may have other columns. Threads: GUI.
QByteArray columnState(const QHeaderView& head);

/// False, and nothing is changed, if the state is of other columns or is none at all.
bool restoreColumnState(QHeaderView& head, const QByteArray& state);

} // namespace lanescope::panels
