// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/findings/finding_text.h"

#include <QScrollArea>

class QLabel;
class QVBoxLayout;

namespace lanescope::panels {

class FindingCard;

/// What is wrong now, a card each, the gravest first; below it what was found earlier in the run, of which one may be
/// picked: its card stays as it was. Cards come and go while the run goes on; one that stays keeps its place and the focus.
/// Threads: GUI.
class FindingsPanel : public QScrollArea {
    Q_OBJECT

public:
    explicit FindingsPanel(QWidget* parent = nullptr);

    void show(const std::vector<FindingText>& current, const std::vector<FindingText>& earlier);
    std::vector<FindingCard*> cards() const { return m_cards; }
    QString earlierText() const;
    /// Of what was found earlier, the one that is picked; nullptr if none is.
    FindingCard* pickedCard() const;

Q_SIGNALS:
    void showWanted(const lanescope::panels::FindingText& finding);
    void tryWanted(const QString& knob, const QString& value);
    /// The run is to begin anew, as the knobs stand.
    void startWanted();

protected:
    void changeEvent(QEvent* event) override;

private:
    FindingCard* cardFor(const FindingText& finding, std::size_t place);
    void dropCards(const std::vector<FindingText>& current);
    void showEarlier(const std::vector<FindingText>& earlier);
    void pick(const FindingText& finding);
    void tint();

    QVBoxLayout* m_layout;
    QLabel* m_empty;
    QLabel* m_earlier;
    FindingCard* m_picked;
    std::vector<FindingCard*> m_cards;
    std::vector<FindingText> m_past;
};

} // namespace lanescope::panels
