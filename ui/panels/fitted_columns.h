// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/figure_model.h"

#include <QObject>

#include <set>

class QHeaderView;

namespace lanescope::panels {

/// Keeps the columns of a table of figures as wide as what they show. Figures have the room of their sample from the start,
/// and more when one needs it: half a figure says nothing.
/// A text begins with the room of its title and gets more, up to its sample and a part of the whole, when a longer one comes
/// into sight: it does not become narrower until the table does, or the columns behind it would jump. A column that a person has made wider or narrower stays so. Threads: GUI.
/// Lifetime: owned by the head; the columns must outlive it.
class FittedColumns : public QObject {
    Q_OBJECT

public:
    /// The sections of the head are those of `columns`, and what is hidden from the start is hidden already.
    FittedColumns(QHeaderView& head, const std::vector<Column>& columns);

    /// Another run: nothing is in sight yet.
    void reset();
    /// What all of them have together. Another room is a new beginning too.
    void setRoom(int px);
    /// For a row in sight; `indentPx`: how far its first text is moved in.
    void makeRoomFor(const QModelIndex& row, int indentPx = 0);
    /// The person sorted otherwise than by a click on the head.
    void setTouched() { m_isTouched = true; }
    /// Which columns are shown, in what order, how sorted, and how wide those that somebody sized; empty as long as nobody changed anything of it.
    QByteArray save() const;
    /// Nothing if it was of other columns, or is no such state at all. True if it was taken.
    bool restore(const QByteArray& state);

Q_SIGNALS:
    /// A column has got more room.
    void grown();

private:
    QString titles() const;
    QString sizedByHand() const;
    int roomFor(const QString& text) const;
    int titlePx(std::size_t column) const;
    int mostPx(std::size_t column) const;
    void resize(std::size_t column, int widthPx);
    void noteResize(int column, int beforePx, int nowPx);
    bool isStretched(int column) const;

    QHeaderView& m_head;
    const std::vector<Column>& m_columns;
    int m_roomPx = 0; ///< 0: not known yet
    std::set<int> m_sizedByHand;
    bool m_isTouched = false; ///< by a person, in this start or an earlier one
    bool m_isFitting = false;
};

} // namespace lanescope::panels
