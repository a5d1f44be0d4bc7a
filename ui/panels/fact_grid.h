// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;

namespace lanescope::panels {

/// Something known, and what it is called: "held by", "net". A label with zero-width spaces may be broken at them.
struct Fact {
    QString label;
    QString value;
};

/// Facts in two columns, the names quiet at the left; values can be selected and copied. Threads: GUI.
class FactGrid : public QWidget {
    Q_OBJECT

public:
    explicit FactGrid(QWidget* parent = nullptr);

    void show(const std::vector<Fact>& facts);

protected:
    void changeEvent(QEvent* event) override;

private:
    void makeRow();
    void tint();

    QGridLayout* m_grid;
    std::vector<QLabel*> m_labels;
    std::vector<QLabel*> m_values;
};

} // namespace lanescope::panels
