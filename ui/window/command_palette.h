// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <functional>
#include <vector>

class QLabel;
class QLineEdit;
class QListWidget;

namespace lanescope::window {

/// Something the palette can do, by name.
struct Command {
    QString text;  ///< "Restart"
    QString where; ///< "Run", "Scenario · Locks"
    QString keys;  ///< "Ctrl+R"
    bool enabled = true;
    std::function<void()> run;
};

/// The commands that match every word, best first: those whose name begins with what was typed, then the
/// rest in their order.
std::vector<const Command*> matching(const std::vector<Command>& commands, const QString& typed);

/// Ctrl+K: type a few letters, press Enter. Threads: GUI.
class CommandPalette : public QDialog {
    Q_OBJECT

public:
    explicit CommandPalette(std::vector<Command> commands, QWidget* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void refill();
    void runCurrent();
    void place();

    std::vector<Command> m_commands;
    std::vector<const Command*> m_shown;
    QLineEdit* m_edit;
    QListWidget* m_list;
    QLabel* m_nothing;
};

} // namespace lanescope::window
